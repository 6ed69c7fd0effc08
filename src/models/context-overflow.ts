/** How providers say that the prompt is too long, where no code says it. */
const SENTENCES = [
  /maximum context length/i, // OpenAI, DeepSeek, vLLM, OpenRouter, Mistral, Groq
  /context[ _-]?(length|window|size|limit)[^.]{0,40}(exceed|overflow|too (long|small|large))/i, // Workers AI, MiniMax
  /(exceed|longer than|larger than|too (long|large) for)[^.]{0,60}context[ _-]?(length|window|size|limit)/i, // llama.cpp, Ollama, SGLang
  /prompt is too long/i, // Anthropic
  /prompt too long/i, // Ollama
  /input is too long/i, // Bedrock
  /input length and `?max_tokens`? exceed/i, // Anthropic
  /range of input length should be/i, // Qwen
  /reduce the length of the (messages|prompt|input)/i, // Groq, OpenAI
  /too large for model with \d+/i, // Mistral
  /longer than the maximum model length/i, // vLLM
  /maximum (prompt|input|model) length/i, // xAI
  /input token count[^.]{0,40}exceeds/i, // Gemini
  /exceeded model token limit/i, // Moonshot
  /too many (input )?tokens/i, // Cohere
  /prompt exceeds max(imum)? length/i, // GLM
  /input is too large to process/i, // llama.cpp
]

export function overflowsContext(reason: string): boolean {
  return SENTENCES.some((sentence) => sentence.test(reason))
}
