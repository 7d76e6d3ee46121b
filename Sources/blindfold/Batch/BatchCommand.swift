internal import ArgumentParser

/// Batches: what a service does overnight at a lower price, in files.
struct BatchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "batch",
    abstract: "Caption by batch: files of requests out, files of answers in.",
    discussion: """
      For OpenAI's Batch API and services like it, for 'vllm run-batch', or for LiteLLM: the same files for all. Of a study \
      they stand in STUDY/batch; of a list beside the output that its captions go to, in OUT.batch.

      Example:
        blindfold batch export results/2026-11-alt-text
        blindfold batch submit results/2026-11-alt-text
        blindfold batch fetch results/2026-11-alt-text --wait
        blindfold batch import results/2026-11-alt-text
        blindfold run results/2026-11-alt-text

        blindfold batch export photos --policy alt-text.yaml --out captions.jsonl
        vllm run-batch -i SHARD -o answers.jsonl --model NAME
        blindfold batch import captions.jsonl answers.jsonl

      'run' and 'caption' ask for what is missing afterwards. How long an answer took is not measured.
      """,
    subcommands: [
      BatchExportCommand.self, BatchSubmitCommand.self, BatchStatusCommand.self, BatchFetchCommand.self,
      BatchImportCommand.self,
    ])
}
