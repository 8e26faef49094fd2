"""Measurements that anyone can run; each prints JSON and compares with a reference of the same run."""
