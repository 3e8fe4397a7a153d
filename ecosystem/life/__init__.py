"""The life of partnerships after they were found: records, their history, and the questions asked of them.

``kinds`` declares what is kept, ``events`` how a state follows from what happened, ``log`` where events
are kept, ``checks`` what no record may break. Every later stage of the process is a module beside them
that reads records and writes events through ``eco.life``; it keeps no state of its own.
"""
