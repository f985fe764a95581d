"""The main job, `symact verify`: what is done, what was found, and the report on it."""
