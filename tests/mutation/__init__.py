"""Mutation tests of the modules that decide; no part of `make check`: docs/mutation-testing.md."""
