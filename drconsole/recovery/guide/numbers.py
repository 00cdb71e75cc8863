"""Words of the guide that differ for one item and for several."""

ONE = {
    "it": "it",
    "them": "it",
    "its": "its",
    "has": "has",
    "is": "is",
    "was": "was",
    "does": "does",
    "runs": "runs",
    "counts": "counts",
    "replicates": "replicates",
    "machine": "machine",
    "source": "source",
    "of_it": "of it",
}
MANY = {
    "it": "they",
    "them": "them",
    "its": "their",
    "has": "have",
    "is": "are",
    "was": "were",
    "does": "do",
    "runs": "run",
    "counts": "count",
    "replicates": "replicate",
    "machine": "machines",
    "source": "sources",
    "of_it": "of each",
}
"""What ``Step.why`` says of one item, and of several."""
