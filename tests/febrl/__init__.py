"""Febrl's data sets, people with known duplicates: what keys find of them."""
