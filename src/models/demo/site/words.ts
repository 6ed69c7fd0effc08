import type { Language } from '../read-turn'
import type { WordBook } from './word-book'
import { ENGLISH } from './words-en'
import { CHINESE } from './words-zh'

export function wordBook(language: Language): WordBook {
  return language === 'zh' ? CHINESE : ENGLISH
}
