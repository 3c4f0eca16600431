'use client'
import { useEffect, useState } from 'react'
import { LiveStore } from '../designer/live-store.ts'
import type { PipelineFeed } from '../hooks/pipeline-feed.ts'

/** The figures of a feed for canvas and panels. */
export function useLiveStore(feed: PipelineFeed): LiveStore {
  const [store] = useState(() => new LiveStore())
  useEffect(() => feed.listen({ index: (index) => store.begin(index), frame: (frame) => store.push(frame) }), [feed, store])
  return store
}
