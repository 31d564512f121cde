"""Articles from elsewhere: other systems' knowledge bases and sites, kept in step with ours."""
