"""How alike are two organisations, by every measure and at every level of their groups?"""
