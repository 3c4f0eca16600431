'use client'
import { useEffect } from 'react'
import { useStore } from 'zustand'
import { PipelineFeed, type PipelineLive } from './pipeline-feed.ts'

/** Feeds that somebody holds, or held just now. */
const feeds = new Map<string, PipelineFeed>()
const KEPT = 8

/** The one feed of a pipeline on this page. */
function feedOf(name: string): PipelineFeed {
  const feed = feeds.get(name) ?? new PipelineFeed(name)
  feeds.delete(name)
  feeds.set(name, feed)
  if (feeds.size > KEPT) feeds.delete(feeds.keys().next().value!)
  return feed
}

/** A pipeline as it runs, subscribed to while the page shows it. `feed` has the figures, outside React. */
export function usePipeline(name: string): PipelineLive & { readonly feed: PipelineFeed } {
  const feed = feedOf(name)
  useEffect(() => feed.hold(), [feed])
  return { ...useStore(feed.live), feed }
}
