"""All SQL of the workbench: models, queries, migrations, search indexes, the workspace folders and backups."""
