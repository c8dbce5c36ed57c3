"""The network and what surrounds it; never imports spaCy, and only ``network`` and ``export``
import torch."""
