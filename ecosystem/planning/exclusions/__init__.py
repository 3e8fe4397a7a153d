"""How is it written down that somebody is not to be proposed, and taken back?"""
