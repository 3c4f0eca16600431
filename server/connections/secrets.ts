import { AppError } from '../../core/error.ts'
import { readPipeline } from '../../core/graph.ts'
import type { SecretSummary } from '../../core/protocol.ts'
import { secretsIn } from '../../core/secret.ts'
import type { Secrets } from '../services.ts'
import type { PipelineStore } from '../store/store.ts'
import type { SecretStore } from './secret-store.ts'

/** Secrets with what uses them. */
export function openSecrets(store: SecretStore, pipelines: Pick<PipelineStore, 'list' | 'versionText'>): Secrets {
  async function uses(): Promise<Map<string, SecretSummary['usedBy'][number][]>> {
    const found = new Map<string, SecretSummary['usedBy'][number][]>()
    for (const { name, draft, live } of await pipelines.list()) {
      const deployed = live === null ? new Set<string>() : namedIn((await pipelines.versionText(name, live)) ?? '')
      for (const secret of new Set([...deployed, ...namedIn(draft)]))
        found.set(secret, [...(found.get(secret) ?? []), { pipeline: name, deployed: deployed.has(secret) }])
    }
    return found
  }
  return {
    names: () => store.names(),
    async list() {
      const kept = store.list()
      const used = await uses()
      return kept.map((secret) => ({ ...secret, usedBy: used.get(secret.name) ?? [] }))
    },
    set: (name, value) => store.set(name, value),
    async delete(name) {
      const deployed = ((await uses()).get(name) ?? []).filter((use) => use.deployed).map(({ pipeline }) => pipeline)
      if (deployed.length > 0)
        throw new AppError('SECRET_IN_USE', `\`${name}\` is used by what is deployed of ${deployed.join(', ')}.`, {
          blame: 'user',
          hint: 'Deploy a version that does without it, or delete the pipeline; to change its value, set it anew.',
        })
      store.delete(name)
    },
  }
}

/** The secrets that a document names, also one with mistakes. */
function namedIn(text: string): Set<string> {
  if (!text.includes('${secret.')) return new Set() // reading a document takes longer than looking
  return secretsIn(Object.values(readPipeline(text).pipeline?.nodes ?? {}).map(({ config }) => config))
}
