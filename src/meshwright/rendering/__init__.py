"""Previews without a GPU: reference reflection model, camera, studio, renderer, pictures on disk."""
