"""What is at AWS and at the source before a reader begins: scripts for the Python of the checkout."""

BUCKET = """
import boto3

boto3.client("s3").create_bucket(Bucket="customers-of-the-shop")
"""
"""Where the shop's exports are."""

INSTANCE = """
import boto3

calls = {"InboundCallsEnabled": True, "OutboundCallsEnabled": True}
desk = {"IdentityManagementType": "CONNECT_MANAGED", "InstanceAlias": "desk"}
print(boto3.client("connect").create_instance(**desk, **calls)["Arn"])
"""
"""A Connect instance of one's own; its ARN is printed."""

MADE_BY_HAND = """
import boto3, json

key = boto3.client("kms").create_key()["KeyMetadata"]
url = boto3.client("sqs").create_queue(QueueName="handmade-letters")["QueueUrl"]
send = {"Effect": "Allow", "Principal": {"Service": "profile.amazonaws.com"}, "Action": "SQS:SendMessage"}
send["Resource"] = "arn:aws:sqs:us-east-1:123456789012:handmade-letters"
policy = json.dumps({"Version": "2012-10-17", "Statement": [send]})
boto3.client("sqs").set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
boto3.client("customer-profiles").create_domain(
    DomainName="amazon-connect-handmade",
    DefaultExpirationDays=366,
    DefaultEncryptionKey=key["Arn"],
    DeadLetterQueueUrl=url,
)
print(key["KeyId"], url)
"""
"""A domain with key and queue, as somebody makes them in the console; the key's id and the queue's URL are printed."""

JANE = '{"fields": {"Email": "jane.doe@example.com"}, "created": "2024-01-31", "updated": "2024-01-31"}'
"""A customer of the source."""
