"""What is taught: modules in order, their questions and the sources of their notebooks."""
