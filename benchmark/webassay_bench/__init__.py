"""The harness: datasets, metrics, runs, statistics and the command line of webassay."""
