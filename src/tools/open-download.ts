import type { PdfReader, WorkspaceFile } from '../agent/tool'
import { documentText, isDocument } from './documents/document-text'
import { IMAGE_MAX_BYTES, imageTypeOf, isNamedAsImage } from './image-type'

/** What a reader sees of a file: a document's text, or which kind of picture it is; undefined: neither. Throws ToolError. */
export async function openDownload(
  file: WorkspaceFile,
  pdf: PdfReader,
): Promise<{ text: string } | { picture: string } | undefined> {
  const { path, sizeBytes } = file.entry
  if (isDocument(path)) return { text: await documentText(file, pdf) }
  if (!isNamedAsImage(path) || sizeBytes > IMAGE_MAX_BYTES) return undefined
  const picture = imageTypeOf(await file.bytes())
  return picture === undefined ? undefined : { picture }
}
