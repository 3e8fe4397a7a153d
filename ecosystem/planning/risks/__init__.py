"""What may go wrong with a candidate, who says so, how old is that, and what is not known?"""
