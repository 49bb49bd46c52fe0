"""`awarelr demo`: a real training from hopeless learning rates, beside fixed and tuned schedules."""
