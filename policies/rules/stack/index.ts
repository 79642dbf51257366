import { defaultDeny } from "./defaultDeny";
import { gatewayServiceIsGateway } from "./gatewayService";
import type { StackRule } from "./stackRule";

export type { StackFinding, StackRule } from "./stackRule";

/** What can only be seen over all resources of a stack. */
export const stackRules: readonly StackRule[] = [defaultDeny, gatewayServiceIsGateway];
