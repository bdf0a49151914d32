"""One wrapped library a file; `webassay.registry` names what is in them."""
