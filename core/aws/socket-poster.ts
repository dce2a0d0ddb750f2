import {
  type ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GoneException,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';

/** Speaks to the connections of a WebSocket API. */
export interface SocketPoster {
  /** Never rejects. `gone`: the connection has ended. */
  post(connectionId: string, text: string): Promise<'sent' | 'gone' | 'failed'>;
  /** Ends a connection; one that has ended already is as well. */
  close(connectionId: string): Promise<void>;
}

export function openSocketPoster(client: ApiGatewayManagementApiClient): SocketPoster {
  return {
    async post(connectionId, text) {
      try {
        await client.send(new PostToConnectionCommand({ ConnectionId: connectionId, Data: text }));
        return 'sent';
      } catch (error) {
        return error instanceof GoneException ? 'gone' : 'failed';
      }
    },
    async close(connectionId) {
      try {
        await client.send(new DeleteConnectionCommand({ ConnectionId: connectionId }));
      } catch {
        // Gone already, or it ends by itself within two hours; its row is removed, so that it is told nothing more.
      }
    },
  };
}
