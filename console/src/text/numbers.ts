import { language } from '../state/settings'
import { text } from './text'

const locales = { en: 'en', zh: 'zh-CN' } as const

export function locale(): string {
  return locales[language.value]
}

/** 4,218; "unknown" where nobody counted. */
export function formatNumber(value: number | null | undefined): string {
  return value === null || value === undefined ? text.value.unknown : value.toLocaleString(locale())
}

/** 8 ms, 0.2 s, 12 s, 3 min 5 s; "unknown" where nobody measured. */
export function formatDuration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return text.value.unknown
  if (ms < 1) return '<1 ms'
  if (ms < 95) return `${Math.round(ms)} ms`
  return ms < 9_950 ? `${(ms / 1000).toFixed(1)} s` : formatSeconds(Math.round(ms / 1000) * 1000)
}

/** Whole seconds, for a time that still runs. */
export function formatSeconds(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

/** Decimal units, as limits are told. */
export function formatBytes(bytes: number | null | undefined): string {
  if (bytes === null || bytes === undefined) return text.value.unknown
  if (bytes < 1000) return text.value.bytes(String(bytes), 'B')
  if (bytes < 999_500) return text.value.bytes(String(Math.round(bytes / 1000)), 'KB')
  if (bytes < 999_500_000) return text.value.bytes((bytes / 1e6).toFixed(1), 'MB')
  return text.value.bytes((bytes / 1e9).toFixed(1), 'GB')
}

/** US dollars; what is less than a cent still shows. */
export function formatUsd(usd: number | null | undefined): string {
  if (usd === null || usd === undefined) return text.value.unknown
  const digits = usd === 0 || usd >= 0.01 ? 2 : 4
  return usd.toLocaleString(locale(), {
    style: 'currency',
    currency: 'USD',
    minimumFractionDigits: 2,
    maximumFractionDigits: digits,
  })
}

/** The time of day; with its date where that is not today's. */
export function formatTime(at: number): string {
  const time = new Date(at)
  const isToday = time.toDateString() === new Date().toDateString()
  return time.toLocaleString(locale(), isToday ? { timeStyle: 'short' } : { dateStyle: 'medium', timeStyle: 'short' })
}

export function formatMonth(month: Date): string {
  return month.toLocaleDateString(locale(), { month: 'long', year: 'numeric' })
}
