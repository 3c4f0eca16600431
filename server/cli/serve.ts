import { serve } from '../main.ts'
import type { Command } from './command.ts'

export const command: Command = {
  help: `usage: millrace serve [--behind-proxy URL]   or just: millrace

Serves the pages, the REST interface and the pipelines that are meant to run, until it is interrupted. The last line it prints is an
address with a one-time token: open it in a browser. \`millrace url\` prints a fresh one.

--behind-proxy URL   browsers come through a proxy with TLS at this address; needed for a HOST that other machines can reach

environment: HOST (127.0.0.1), PORT (3000), MILLRACE_HOME (.millrace in the checkout), MILLRACE_TOKEN (a fixed bearer token for scripts),
  MILLRACE_SECRETS_KEY (64 hexadecimal digits: the key of secrets, in place of MILLRACE_HOME/secrets.key), MILLRACE_ROOTS (more folders that file nodes may touch), MILLRACE_EGRESS (host:port, … of its own network that a server may call although
  other machines can reach it), DATABASE_URL (file:… in place of MILLRACE_HOME/millrace.db)
`,

  run: (args) => serve(args),
}
