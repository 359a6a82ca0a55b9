"""The components for programs in other languages: `pulumi package add` takes this folder."""

from connect_customer_profiles.plugin.server import main

main()
