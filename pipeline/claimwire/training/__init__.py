"""Training: annotated records -> windows with labels -> a network -> a model folder."""
