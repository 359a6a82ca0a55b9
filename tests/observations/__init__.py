"""What AWS does where nobody documents it, found out in an account: answers for `localcloud.aws.behaviours`."""
