"""Scorers: predicted records against gold records, and the gate that keeps the figures."""
