"""What the tests over a real server share: starting one, speaking HTTP to it, waiting for its batches."""
