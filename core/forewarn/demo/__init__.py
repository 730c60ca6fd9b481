"""The demonstration: a made-up agency on sandboxes of its trackers, seen over two weeks."""
