import { Client, serverHelp, serverOptions } from './client.ts'
import { type Command, exit, readArguments } from './command.ts'

export const command: Command = {
  help: `usage: millrace url [--url URL]

Prints an address with a fresh one-time token: opened in a browser, it signs in to the server.
${serverHelp}`,

  async run(args, terminal) {
    const { values } = readArguments(args, serverOptions)
    const { url } = await Client.find(values.url).send<{ url: string }>('POST', 'enter-tokens')
    terminal.out(`${url}\n`)
    return exit.ok
  },
}
