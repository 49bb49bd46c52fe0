"""Learning-rate schedulers that understand the training situation and adapt."""
