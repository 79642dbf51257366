import { documented, forEach, image, imagesIn } from "./rows";

const awsJob = "aws:batch/jobDefinition:JobDefinition";

/** Images that services of the clouds run; those of clusters are in their objects. */
export const cloudImages = [
  ...documented("AWS, API references: where services take a container image", [
    image("aws:apprunner/service:Service", "sourceConfiguration.imageRepository.imageIdentifier"),
    imagesIn(awsJob, "containerProperties"),
    imagesIn(awsJob, "ecsProperties"),
    imagesIn(awsJob, "nodeProperties"),
    image(awsJob, "eksProperties.podProperties.containers.image"),
    image(awsJob, "eksProperties.podProperties.initContainers.image"),
    image(
      "aws:bedrock/agentcoreAgentRuntime:AgentcoreAgentRuntime",
      "agentRuntimeArtifact.containerConfiguration.containerUri",
    ),
    image(
      "aws:bedrock/agentcoreHarness:AgentcoreHarness",
      "environmentArtifact.containerConfiguration.containerUri",
    ),
    image("aws:ecs/daemonTaskDefinition:DaemonTaskDefinition", "containerDefinitions.image"),
    image("aws:ecs/expressGatewayService:ExpressGatewayService", "primaryContainer.image"),
    imagesIn("aws:ecs/taskDefinition:TaskDefinition", "containerDefinitions"),
    image("aws:emrserverless/application:Application", "imageConfiguration.imageUri"),
    image("aws:lambda/function:Function", "imageUri"),
    image("aws:sagemaker/model:Model", "containers.image"),
    image("aws:sagemaker/model:Model", "primaryContainer.image"),
  ]),
  ...documented("Azure, REST API references: where services take a container image", [
    ...forEach(["azure-native:app:ContainerApp", "azure-native:app:Job"], (type) => [
      image(type, "template.containers.image"),
      image(type, "template.initContainers.image"),
    ]),
    image("azure-native:app:ContainerAppsSessionPool", "customContainerTemplate.containers.image"),
    ...forEach(
      [
        "azure-native:containerinstance:CGProfile",
        "azure-native:containerinstance:ContainerGroup",
        "azure-native:containerinstance:ContainerGroupProfile",
      ],
      (type) => [image(type, "containers.image"), image(type, "initContainers.image")],
    ),
    ...forEach(
      ["azure-native:web:WebAppSiteContainer", "azure-native:web:WebAppSiteContainerSlot"],
      (type) => [image(type, "image")],
    ),
    image("azure-native:machinelearningservices:EnvironmentVersion", "properties.image"),
  ]),
  ...documented("Scaleway, Serverless Containers and Serverless Jobs APIs", [
    image("scaleway:containers/container:Container", "image"),
    image("scaleway:containers/container:Container", "registryImage"),
    image("scaleway:job/definition:Definition", "imageUri"),
  ]),
];
