"""What components are made from: checked arguments, where they work, and what their children share."""
