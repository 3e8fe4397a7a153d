"""Speed and memory of Allygraph beside its peers, measured in one run: ``python -m benchmarks``."""
