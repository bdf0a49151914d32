"""Training: from public data and the bundled gold to the artefacts that webassay ships."""
