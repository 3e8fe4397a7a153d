"""What would have been recommended at a day in the past, and what came?"""
