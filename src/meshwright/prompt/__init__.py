"""From words to a brief: what is asked, in a form that people can read and change."""
