"""With whom does an organisation mean to talk, how far is that, and what was noted?"""
