/** `arn:...:function:name:live` -> `arn:...:function:name`: an alias and a version are the one function that there is here. */
export function withoutQualifier(functionArn: string): string {
  return functionArn.split(':').slice(0, 7).join(':');
}

/**
 * @param nameOrArn what CloudFormation takes for a function: a name or an ARN, with or without alias
 * @param siblingArn ARN of another resource of the same region and account
 */
export function toFunctionArn(nameOrArn: string, siblingArn: string): string {
  if (nameOrArn.startsWith('arn:')) return withoutQualifier(nameOrArn);
  const [, partition, , region, accountId] = siblingArn.split(':');
  const [name] = nameOrArn.split(':');
  return `arn:${partition}:lambda:${region}:${accountId}:function:${name}`;
}
