"""What the guide's Python blocks take for granted: a model, its optimizer, its data and its loss."""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 2))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
loader = DataLoader(TensorDataset(torch.randn(256, 8), torch.randint(2, (256,))), batch_size=32)
criterion = nn.CrossEntropyLoss()
