"""What a reader takes away from a page: tables as files, citations, descriptions for machines."""
