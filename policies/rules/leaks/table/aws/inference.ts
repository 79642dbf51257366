import { documented, model, presence } from "../rows";

const run = "prompts are processed by";

/** Models that answer in several regions, or outside AWS. */
export const awsInference = [
  ...documented("Amazon Bedrock User Guide, cross-Region inference", [
    model("aws:bedrock/inferenceProfile:InferenceProfile", "modelSource.copyFrom", run),
    presence(
      "aws:bedrock/guardrail:Guardrail",
      "crossRegionConfig.guardrailProfileIdentifier",
      "prompts are judged in any region of the guardrail profile",
    ),
    model("aws:bedrock/agentAgent:AgentAgent", "foundationModel", run),
    model("aws:bedrock/agentFlow:AgentFlow", "definition.nodes.configuration.knowledgeBase.modelId", run),
    model(
      "aws:bedrock/agentFlow:AgentFlow",
      "definition.nodes.configuration.prompt.sourceConfiguration.inline.modelId",
      run,
    ),
    model("aws:bedrock/agentPrompt:AgentPrompt", "variants.modelId", run),
    model(
      "aws:bedrock/agentDataSource:AgentDataSource",
      "vectorIngestionConfiguration.parsingConfiguration.bedrockFoundationModelConfiguration.modelArn",
      "documents are read by",
    ),
    model(
      "aws:bedrock/agentKnowledgeBase:AgentKnowledgeBase",
      "knowledgeBaseConfiguration.vectorKnowledgeBaseConfiguration.embeddingModelArn",
      "documents are embedded by",
    ),
    model(
      "aws:bedrock/agentKnowledgeBase:AgentKnowledgeBase",
      "knowledgeBaseConfiguration.managedKnowledgeBaseConfiguration.embeddingModelArn",
      "documents are embedded by",
    ),
    model("aws:bedrock/provisionedModelThroughput:ProvisionedModelThroughput", "modelArn", run),
    model("aws:bedrockmodel/invocationJob:InvocationJob", "modelId", run),
    model(
      "aws:bedrock/evaluationJob:EvaluationJob",
      "inferenceConfig.models.bedrockModel.modelIdentifier",
      run,
    ),
    model(
      "aws:bedrock/evaluationJob:EvaluationJob",
      "inferenceConfig.ragConfig.knowledgeBaseConfig.retrieveAndGenerateConfig.modelArn",
      run,
    ),
    model(
      "aws:bedrock/evaluationJob:EvaluationJob",
      "evaluationConfig.automated.evaluatorModelConfig.bedrockEvaluatorModel.modelIdentifier",
      run,
    ),
    model(
      "aws:bedrock/evaluationJob:EvaluationJob",
      "evaluationConfig.automated.customMetricConfig.evaluatorModelConfig.bedrockEvaluatorModel.modelIdentifier",
      run,
    ),
    model(
      "aws:bedrock/agentcoreEvaluator:AgentcoreEvaluator",
      "evaluatorConfig.llmAsAJudge.modelConfig.bedrockEvaluatorModelConfig.modelId",
      run,
    ),
    model("aws:bedrock/agentcoreHarness:AgentcoreHarness", "model.bedrockModelConfig.modelId", run),
    model(
      "aws:bedrock/agentcoreMemoryStrategy:AgentcoreMemoryStrategy",
      "configuration.consolidation.modelId",
      run,
    ),
    model(
      "aws:bedrock/agentcoreMemoryStrategy:AgentcoreMemoryStrategy",
      "configuration.extraction.modelId",
      run,
    ),
    model(
      "aws:bedrock/agentcoreMemoryStrategy:AgentcoreMemoryStrategy",
      "configuration.reflection.modelId",
      run,
    ),
    model(
      "aws:lex/v2modelsIntent:V2modelsIntent",
      "qnaIntentConfiguration.bedrockModelConfiguration.modelArn",
      run,
    ),
  ]),
  ...documented("Amazon Bedrock AgentCore Developer Guide, model providers", [
    presence(
      "aws:bedrock/agentcoreHarness:AgentcoreHarness",
      "model.geminiModelConfig",
      "prompts are sent to Google",
    ),
    presence(
      "aws:bedrock/agentcoreHarness:AgentcoreHarness",
      "model.openaiModelConfig",
      "prompts are sent to OpenAI",
    ),
    presence(
      "aws:bedrock/agentcoreHarness:AgentcoreHarness",
      "model.litellmModelConfig",
      "prompts are sent to a provider that nobody can tell",
    ),
  ]),
];
