"""How records become profiles, by AWS's documented rules: object type → object → keys → profile.

`definition` and `checks` say what an object type may be, `field_source` and `handlebars` how a field is read. The
components' checks, the policy pack and the local AWS all use these. `domain` models what becomes of each object of a
domain; the local AWS still resolves profiles by a simpler rule of its own. Pure: nothing here imports pulumi or boto3.
https://docs.aws.amazon.com/connect/latest/adminguide/how-object-type-mapping-works.html
"""
