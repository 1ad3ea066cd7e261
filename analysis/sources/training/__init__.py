"""How the weights are made: distilling the tagger, training the sequence models, cross-validation."""
