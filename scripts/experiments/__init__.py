"""One file per experiment; its stem names its data, its drawings, its page and its test."""
