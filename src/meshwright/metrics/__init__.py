"""Measurements: reconstruction, adherence to the words, edits. Every metric can fail and says its chance level."""
