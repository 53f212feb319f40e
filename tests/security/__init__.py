"""What an attacker tries: settings left as they came, hostile input at every form and address, the index copied by searching."""
