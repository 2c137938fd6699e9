"""Label the karate club with a graph convolution; two of 34 labels are known, the rest follow."""

import argparse

import networkx as nx
import torch
import torch.nn.functional as F
from torch import nn


class GCN(nn.Module):
    def __init__(self, adjacency):
        super().__init__()
        self.register_buffer("adjacency", adjacency)
        self.first = nn.Linear(34, 16)
        self.second = nn.Linear(16, 2)

    def forward(self, x):
        x = F.relu(self.adjacency @ self.first(x))
        return self.adjacency @ self.second(x)


parser = argparse.ArgumentParser()
parser.add_argument("--epochs", type=int, default=50)
parser.add_argument("--seed", type=int, default=0)
args = parser.parse_args()
torch.manual_seed(args.seed)
graph = nx.karate_club_graph()
a = torch.tensor(nx.to_numpy_array(graph, weight=None), dtype=torch.float32) + torch.eye(34)
d = a.sum(1).rsqrt()
labels = torch.tensor([int(graph.nodes[n]["club"] != "Mr. Hi") for n in graph])
known = torch.tensor([0, 1, 2, 3, 32, 33, 30, 29])
unknown = torch.tensor([n for n in range(34) if n not in known.tolist()])
model = GCN(d[:, None] * a * d)
optimizer = torch.optim.Adam(model.parameters(), lr=0.01, weight_decay=5e-3)
for epoch in range(args.epochs):
    model.train()
    optimizer.zero_grad()
    loss = F.cross_entropy(model(torch.eye(34))[known], labels[known])
    loss.backward()
    optimizer.step()
    model.eval()
    with torch.no_grad():
        out = model(torch.eye(34))[unknown]
    if epoch % 5 == 4:
        acc = (out.argmax(1) == labels[unknown]).float().mean()
        val_loss = F.cross_entropy(out, labels[unknown])
        print(f"Epoch: {epoch + 1:03d}, Loss: {loss:.4f}, Val: {val_loss:.4f}, Acc: {acc:.4f}")
