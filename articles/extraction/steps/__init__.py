"""The steps of the engine, a file a step; none imports another, :mod:`articles.extraction.pipeline` runs them."""
