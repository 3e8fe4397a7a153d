"""Do strategy, capability and culture go together, and which fact would change the answer?"""
