"""An endpoint that speaks OpenAI's chat protocol, for programs that know no other.

app         routes, and what happens to a request
schema      what may be sent and what comes back
messages    the question, and the ones before it, out of a request's messages
tasks       titles, tags and follow-ups, which chat programs ask for on the side
replies     an answer as a completion, whole or in pieces
limits      how much, how often, how many at once
metrics     what Prometheus reads
document    the endpoint described in OpenAPI
"""

from assistant.plugins.openai_api.app import build_app, serve
from assistant.plugins.openai_api.limits import Limits

__all__ = ["Limits", "build_app", "serve"]
