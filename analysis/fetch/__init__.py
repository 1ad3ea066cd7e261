"""Feeds and sitemaps -> new pages in data/raw/<corpus>/, as received; politely and never twice.

``sources`` says where from, ``listings`` reads feeds and sitemaps, ``polite`` asks one host at a time by
the rules of its robots.txt, ``http`` sends one request within bounds, ``addresses`` keeps requests out of
the private network, ``pages`` stores, ``ledger`` remembers, ``fetching`` does it all.

Nothing is imported here, so that ``pressespiegel --help`` answers at once.
"""
