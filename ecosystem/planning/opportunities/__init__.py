"""What lies across the industry border: near capabilities that are lacking, and who has them?"""
